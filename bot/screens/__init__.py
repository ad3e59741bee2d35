"""How screens are made: fields of questions, the frame around them, pictures, Markdown, dates in words."""
