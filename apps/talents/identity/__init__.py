"""Who somebody is: identity documents, their numbers and what these say."""
