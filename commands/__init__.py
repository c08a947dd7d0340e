"""Commands: what staff and cron type; `cli.py` names them, each file here is one of them."""
