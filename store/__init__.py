"""What Echodesk keeps. SQLAlchemy is used in this package only."""
