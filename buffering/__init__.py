"""Text for speech: a stream of model tokens in, speakable segments out. Standard library only."""

from .pieces import Piece
from .segment import Segment
from .segmenter import Segmenter
from .speakable import Speakable
from .speakable_segmenter import SpeakableSegmenter
from .text_options import TextOptions, splitters

__all__ = ["Piece", "Segment", "Segmenter", "Speakable", "SpeakableSegmenter", "TextOptions", "splitters"]
