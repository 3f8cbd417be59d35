"""The campaign in a browser: server-rendered pages by the user's job."""
