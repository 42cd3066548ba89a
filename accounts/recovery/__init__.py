"""The recovery sheet: made, printed, tried every year, and used."""
