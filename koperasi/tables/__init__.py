"""From a CSV file to a table, with the habits of spreadsheets, and what is wrong with it in words."""
