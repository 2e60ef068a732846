"""What pages are made of: tables, cards, forms, filters."""
