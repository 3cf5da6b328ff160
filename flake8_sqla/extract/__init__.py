"""Syntax to facts: one module for each module of facts, and the kinds of values that flow between them.

An extractor never judges: it writes down what the code says, UNKNOWN where it cannot tell.
"""
