"""What operators decide about cases, and what there is to know before."""
