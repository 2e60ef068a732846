"""What was promised: indicators.yaml becomes a registry, or every problem with its line."""
