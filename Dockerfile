# One image, three commands: web, worker, scheduler (compose.yaml).
FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/portal
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN useradd --system --home /srv/portal portal \
 && mkdir -p /srv/data && chown portal /srv/data
USER portal
ENV PORTAL_DATA=/srv/data PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["sh", "-c", "python manage.py prepare && exec gunicorn alliance_portal.wsgi --bind 0.0.0.0:8000 --worker-class gthread --workers ${WEB_WORKERS:-2} --threads 4 --worker-tmp-dir /dev/shm --no-control-socket"]
