"""What safety costs, as ratios measured in one run (`make bench`)."""
