"""The process is killed at each seam of the work, and started again."""
