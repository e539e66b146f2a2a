# Khớp in a small image: one binary, not root, everything it keeps under /data.
#
#   docker build -t khop .
#   docker run -p 8080:8080 -v khop:/data khop
#
# With PostgreSQL the database is elsewhere and /data holds the search index, which is made anew from
# the database whenever it is missing, and the attachments, which are not:
#
#   docker run -p 8080:8080 -e KHOP__DATABASE__URL_FILE=/run/secrets/khop_database_url \
#     -v ./database-url:/run/secrets/khop_database_url:ro khop

FROM rust:1.95-slim-bookworm AS build
# It has the C compiler that SQLite needs.
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --bin khop \
    && install -D target/release/khop /out/khop

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /data --no-create-home khop \
    && install -d -o khop -g khop /data
COPY --from=build /out/khop /usr/local/bin/khop
USER khop
WORKDIR /data
VOLUME /data
# config/default.toml of the repository says what each key means.
ENV KHOP__SERVER__BIND=0.0.0.0 \
    KHOP__SERVER__PORT=8080 \
    KHOP__DATABASE__URL=sqlite:///data/khop.db \
    KHOP__INDEX__DIRECTORY=/data/index \
    KHOP__ATTACHMENTS__DIRECTORY=/data/attachments \
    KHOP__MAIL__DIRECTORY=/data/mail \
    KHOP__LOG__FORMAT=json
EXPOSE 8080
# bash speaks TCP itself, so the image needs no curl. Readiness decides about traffic and is for
# whoever routes it (/readyz); this only tells whether the process answers.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${KHOP__SERVER__PORT} && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -t 4 line <&3 && [[ $line == 'HTTP/1.1 200'* ]]"]
# `khop` gets the signals itself and lets running requests finish, which takes up to 25 seconds:
# give it `docker stop --time 30`.
ENTRYPOINT ["khop"]
CMD ["serve"]
