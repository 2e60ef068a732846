"""What a request is: who asks, what is looked at, and what may be asked."""
