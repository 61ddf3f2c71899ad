"""How often one visitor may ask: counted here, or in the database where several web processes share it."""
