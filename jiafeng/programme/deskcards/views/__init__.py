"""Pages of desk cards: runs, single cards, designs."""
