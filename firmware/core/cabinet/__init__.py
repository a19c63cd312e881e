"""What a cabinet does: slots, lends, ejects, returns. Sans-IO."""
