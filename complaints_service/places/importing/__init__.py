"""Makes a rulebook's street map out of public map data: GeoJSON and OpenStreetMap's XML."""
