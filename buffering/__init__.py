"""Text for speech: a stream of model tokens in, speakable segments out. Standard library only."""

from .segmenter import Segment, Segmenter

__all__ = ["Segment", "Segmenter"]
