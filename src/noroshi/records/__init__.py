"""The campaign's records: Django models, one module per noun, and the services that change them."""
