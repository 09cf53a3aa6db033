"""The trained reader: one spaCy pipeline from a message to kind, severity and fields, each with its evidence.

Built from config.cfg; what it has learned is in the folder ``model`` beside it. :class:`parsers.pipeline.reader.TrainedReader`
is the door.
"""
