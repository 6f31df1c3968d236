"""From a CSV file to a table, with the habits of spreadsheets, and what is wrong in words for people.

`rows` reads a file, `table` gives it types, `validation` compares a folder with its description,
`explain` says what was found, `problem` is one message. Others use `read_table` from `table`, and
`validate` and `check_folder` from `validation`.
"""
