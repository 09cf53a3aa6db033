"""Why a message was understood as it was: its text with marks, the values, what else they might have been."""
