"""An invented sub-district: roads, river, walled estates with gates, houses; drawn as an OpenStreetMap file."""
