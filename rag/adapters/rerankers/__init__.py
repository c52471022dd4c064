"""What puts passages into a better order: LlamaIndex postprocessors around services and local models."""
