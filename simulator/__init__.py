"""LINE in a box: LINE's HTTP API on one side, people with phones on the other, for any LINE bot."""
