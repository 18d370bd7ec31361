"""`make bench`: how fast the product is, as ratios to a floor measured in the same run.

Nothing here is a test: machines differ, ratios hold.
"""
