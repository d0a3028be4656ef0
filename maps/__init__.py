"""Geography in (areas, streets, travel matrices), maps out."""
