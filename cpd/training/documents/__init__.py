"""What people and programs are handed, apart from pages."""
