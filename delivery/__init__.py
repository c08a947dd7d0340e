"""The road out: what stands in the outbox leaves for LINE, once, and its fate is written down."""
