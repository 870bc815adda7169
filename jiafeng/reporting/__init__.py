"""What is said about the work, and the figures it rests on."""
