"""Chinese and English are complete: see ``scripts/messages.py`` for what is asked."""

import pytest

from scripts import messages


@pytest.mark.parametrize("name", sorted(messages.sources()))
def test_every_message_is_translated_and_every_catalogue_fresh(name):
    assert not list(messages.problems([name]))


class TestTheCheckItself:
    """On catalogues of its own, each with one thing wrong."""

    @pytest.fixture
    def project(self, tmp_path, monkeypatch):
        (tmp_path / "apps/shop").mkdir(parents=True)
        (tmp_path / "apps/shop/__init__.py").touch()
        (tmp_path / "talentsvc").mkdir()
        (tmp_path / "templates/shop").mkdir(parents=True)
        monkeypatch.setattr(messages, "ROOT", tmp_path)

        def write(template: str, replace: tuple[str, str] = ("", "")) -> list[str]:
            (tmp_path / "templates/shop/page.html").write_text(template)
            messages.update(["shop"])
            path = messages.catalogue_path("shop")
            path.write_text(path.read_text().replace(*replace))
            return list(messages.problems(["shop"]))

        return write

    def test_accepts_a_complete_catalogue(self, project):
        done = ('msgid "Bread"\nmsgstr ""', 'msgid "Bread"\nmsgstr "面包"')
        assert project('{% translate "Bread" %}', done) == []

    def test_finds_what_is_not_translated(self, project):
        (problem,) = project('{% translate "Bread" %}')
        assert "not translated: 'Bread'" in problem

    def test_finds_a_lost_placeholder(self, project):
        template = "{% blocktranslate %}{{ count }} loaves{% endblocktranslate %}"
        (problem,) = project(template, ('loaves"\nmsgstr ""', 'loaves"\nmsgstr "个"'))
        assert "placeholders differ" in problem

    def test_finds_an_unsettled_translation(self, project):
        done = (
            '#: templates/shop/page.html\nmsgid "Bread"\nmsgstr ""',
            '#: templates/shop/page.html\n#, fuzzy\nmsgid "Bread"\nmsgstr "面包"',
        )
        (problem,) = project('{% translate "Bread" %}', done)
        assert "fuzzy" in problem

    def test_finds_a_message_the_sources_no_longer_have(self, project):
        extra = ('\nmsgid "Bread"', '\nmsgid "Stale"\nmsgstr "旧"\n\nmsgid "Bread"')
        assert any(
            "does not match" in problem
            for problem in project('{% translate "Bread" %}', extra)
        )

    def test_finds_chinese_in_a_message_id(self, project):
        done = ('msgid "面包"\nmsgstr ""', 'msgid "面包"\nmsgstr "面包"')
        (problem,) = project('{% translate "面包" %}', done)
        assert "Chinese in the message id" in problem

    def test_an_update_keeps_translations_and_drops_what_is_gone(self, project):
        done = ('msgid "Bread"\nmsgstr ""', 'msgid "Bread"\nmsgstr "面包"')
        project('{% translate "Bread" %} {% translate "Milk" %}', done)
        assert project('{% translate "Bread" %}') == []
