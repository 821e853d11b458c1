"""Coverage reports of any common format → what the tests run, and what is kept out of the measurement."""
