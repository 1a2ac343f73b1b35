"""辖区: district, street, community, grid; boundaries; which grid a point lies in."""
