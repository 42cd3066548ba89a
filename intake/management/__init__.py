"""Operator commands of the intake app."""
