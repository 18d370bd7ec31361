import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _or_else(method: str, fallback):
    def call(self, *args, **kwargs):
        try:
            return getattr(RedisCache, method)(self, *args, **kwargs)
        except RedisError as error:
            logger.warning("cache %s: %s", method, error)
            return fallback(*args, **kwargs)

    return call


class ForgivingRedisCache(RedisCache):
    """A cache whose absence slows pages and stops none: no answer is a miss."""

    get = _or_else("get", lambda key, default=None, version=None: default)
    get_many = _or_else("get_many", lambda *a, **k: {})
    set = _or_else("set", lambda *a, **k: None)
    set_many = _or_else("set_many", lambda data, *a, **k: list(data))
    add = _or_else("add", lambda *a, **k: True)
    delete = _or_else("delete", lambda *a, **k: False)
    delete_many = _or_else("delete_many", lambda *a, **k: None)
    touch = _or_else("touch", lambda *a, **k: False)
    has_key = _or_else("has_key", lambda *a, **k: False)
    clear = _or_else("clear", lambda *a, **k: None)
