"""Protected fields: what is stored, which key, what tampering gives, what is shown."""

from __future__ import annotations

import base64

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from apps.accounts.models import User
from apps.core import crypto
from apps.core.rotation import encrypted_fields
from tests.accounts.factories import UserFactory

OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()
PHONE = "+8613900000001"


def stored_phone(user) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user WHERE id = %s", [user.pk])
        return cursor.fetchone()[0]


def test_the_same_text_is_never_stored_the_same_twice():
    assert crypto.encrypt("a", context="x") != crypto.encrypt("a", context="x")


def test_a_value_moved_to_another_column_is_refused():
    sealed = crypto.encrypt("13900000001", context="accounts.user.phone")
    with pytest.raises(ValueError, match="altered"):
        crypto.decrypt(sealed, context="talents.talent.phone")


def test_a_changed_byte_is_refused():
    key_id, _, text = crypto.encrypt("13900000001", context="x").partition(":")
    raw = bytearray(base64.b64decode(text))
    raw[-1] ^= 1
    with pytest.raises(ValueError, match="altered"):
        crypto.decrypt(f"{key_id}:{base64.b64encode(raw).decode()}", context="x")


def test_an_unknown_key_is_named_and_refused(settings):
    settings.TALENT_FIELD_KEYS = [OLD]
    sealed = crypto.encrypt("a", context="x")
    settings.TALENT_FIELD_KEYS = [NEW]
    with pytest.raises(ValueError, match="'old'"):
        crypto.decrypt(sealed, context="x")


def test_the_first_key_encrypts_and_every_key_decrypts(settings):
    settings.TALENT_FIELD_KEYS = [OLD]
    sealed = crypto.encrypt("a", context="x")
    settings.TALENT_FIELD_KEYS = [NEW, OLD]
    assert crypto.decrypt(sealed, context="x") == "a"
    assert crypto.encrypt("a", context="x").startswith("new:")


@pytest.mark.parametrize("keys", [[], ["short:YWJj"], ["nobase64:***"]])
def test_bad_keys_stop_with_a_sentence(settings, keys):
    settings.TALENT_FIELD_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="TALENT_FIELD_KEYS"):
        crypto.encrypt("a", context="x")


@pytest.mark.django_db
class TestField:
    def test_the_database_never_sees_the_text(self):
        user = UserFactory(phone=PHONE)
        assert PHONE not in stored_phone(user)
        assert "13900000001" not in stored_phone(user)
        assert User.objects.get(pk=user.pk).phone == PHONE

    def test_an_empty_value_stays_empty(self):
        assert stored_phone(UserFactory(phone="")) == ""

    def test_a_lookup_is_refused_instead_of_finding_nothing(self):
        with pytest.raises(TypeError, match="blind index"):
            User.objects.filter(phone=PHONE).exists()
        with pytest.raises(TypeError, match="blind index"):
            User.objects.filter(phone__startswith="139").exists()

    def test_two_accounts_cannot_have_one_number(self):
        UserFactory(phone=PHONE)
        with pytest.raises(Exception, match="phone_index"):
            UserFactory(phone=PHONE)

    def test_the_index_follows_the_number_on_a_partial_save(self):
        user = UserFactory(phone=PHONE)
        user.phone = "+8613900000002"
        user.save(update_fields=["phone"])
        user.refresh_from_db()
        assert user.phone_index == crypto.blind_index("phone", "+8613900000002")
        user.phone = ""
        user.save(update_fields=["phone"])
        user.refresh_from_db()
        assert user.phone_index is None


class TestBlindIndex:
    def test_is_the_same_for_the_same_value_and_kind_only(self):
        assert crypto.blind_index("phone", "1") == crypto.blind_index("phone", "1")
        assert crypto.blind_index("phone", "1") != crypto.blind_index("bank", "1")
        assert crypto.blind_index("phone", "1") != crypto.blind_index("phone", "2")

    def test_depends_on_the_key(self, settings):
        before = crypto.blind_index("phone", "1")
        settings.TALENT_INDEX_KEY = "another"
        assert crypto.blind_index("phone", "1") != before

    def test_is_empty_for_nothing(self):
        assert crypto.blind_index("phone", "") == ""


@pytest.mark.parametrize(
    ("masked", "shown"),
    [
        (crypto.mask_phone("+8613812345678"), "138****5678"),
        (crypto.mask_phone("13812345678"), "138****5678"),
        (crypto.mask_phone("+14155550123"), "********0123"),
        (crypto.mask_phone(""), ""),
        (crypto.mask_document("230602199001019965"), "*" * 14 + "9965"),
        (crypto.mask_document("E1"), "*1"),
        (crypto.mask_account("6222020000000000123"), "*" * 15 + "0123"),
        (crypto.mask_name("张三丰"), "张*丰"),
        (crypto.mask_name("张三"), "张*"),
        (crypto.mask_name("张"), "张"),
        (crypto.mask_name(""), ""),
        (crypto.mask("1234", head=2, tail=2), "***4"),
    ],
)
def test_masks_keep_what_they_may(masked, shown):
    assert masked == shown


@pytest.mark.django_db
class TestRotation:
    def test_moves_every_value_to_the_new_key_and_changes_nothing_else(self, settings):
        settings.TALENT_FIELD_KEYS = [OLD]
        users = [UserFactory(phone=f"+861390000{n:04}") for n in range(5)]
        empty = UserFactory(phone="")
        indexes = dict(User.objects.values_list("pk", "phone_index"))
        settings.TALENT_FIELD_KEYS = [NEW, OLD]
        with pytest.raises(CommandError, match="5 values"):
            call_command("rotate_field_keys", "--check")

        call_command("rotate_field_keys")

        assert all(stored_phone(user).startswith("new:") for user in users)
        assert stored_phone(empty) == ""
        assert dict(User.objects.values_list("pk", "phone_index")) == indexes
        settings.TALENT_FIELD_KEYS = [NEW]  # the old key is gone
        assert [User.objects.get(pk=u.pk).phone for u in users] == [
            u.phone for u in users
        ]
        call_command("rotate_field_keys", "--check")

    def test_works_in_batches_and_twice_is_once(self, settings, monkeypatch):
        monkeypatch.setattr("apps.core.rotation.BATCH", 2)
        settings.TALENT_FIELD_KEYS = [OLD]
        users = [UserFactory(phone=f"+861390000{n:04}") for n in range(5)]
        settings.TALENT_FIELD_KEYS = [NEW, OLD]
        call_command("rotate_field_keys")
        once = [stored_phone(user) for user in users]
        call_command("rotate_field_keys")
        assert [stored_phone(user) for user in users] == once

    def test_finds_every_protected_field_of_every_app(self):
        expected = {
            field.context
            for model in apps.get_models()
            for field in model._meta.get_fields()
            if isinstance(field, crypto.EncryptedTextField)
        }
        assert {field.context for field in encrypted_fields()} == expected
        assert "accounts.user.phone" in expected
