"""IAP Desktop: the records and weekly papers of one Internal Alternative Provision room."""

__version__ = "0.1.0"
