"""How good a verifier is: judged sentences, figures, thresholds, refitting."""
