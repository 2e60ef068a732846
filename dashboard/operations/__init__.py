"""What people do with the dashboard: sign in, look, upload, publish, explain, meet, and be told."""
