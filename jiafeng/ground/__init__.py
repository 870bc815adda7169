"""What every room stands on: who, where, what happened, and work that takes a while."""
