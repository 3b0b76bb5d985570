"""The parts that every page is made of: forms, tables, cards, steppers and the preview of paper."""
