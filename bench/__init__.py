"""Measures the site with a production server over a synthetic record. Started by ``make bench``; see README.md here."""
