from assistant import Assistant
from assistant.examples import example_questions


def test_examples_are_about_what_the_archive_names_and_are_answered(sample_assistant: Assistant) -> None:
    examples = example_questions(sample_assistant.index)
    assert len(examples) == 4
    for example in examples:
        topic = example.removeprefix("What was said about ").removesuffix("?")
        answer = sample_assistant.ask(example)
        assert answer.status == "answered"
        assert any(topic in " ".join(passage.text.split()) for passage in answer.passages)
