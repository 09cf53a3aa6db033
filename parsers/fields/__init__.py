"""One reader a field, or a family of fields: each takes a :class:`parsers.fields.view.View` and finds values in it."""
