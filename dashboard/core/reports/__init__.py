"""What is said as a whole: papers, slides, notices, as blocks that no format knows of."""
