"""The prompt: verbs and Python over a client. The only room that knows prompt_toolkit."""
