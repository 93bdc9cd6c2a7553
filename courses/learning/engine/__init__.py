"""What it takes to finish a lesson."""
