"""The fault matrix: one test per way in which a network, a service, a model or a caller can fail.

``harness`` the laws and the lab, ``rows`` rows as tests, ``tls`` certificates; ``test_connect`` rows 1-15,
``test_closing`` 16-30, ``test_messages`` 31-39, ``test_endings`` 40-49, ``test_turns`` 50-61, ``test_process`` 62-67,
``test_many`` 68-70; ``table`` the matrix as Markdown.
"""

import pytest

pytest.register_assert_rewrite("tests.faults.harness")
