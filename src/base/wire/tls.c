/* SPDX-License-Identifier: Apache-2.0 */
#include "tls.h"

#include "error.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

struct ps_tls {
    SSL_CTX *ctx;
    bool server;
};

struct ps_tls_session {
    SSL *ssl;
};

static ps_status unusable(ps_error *err, const char *what, const char *file) {
    ERR_clear_error();
    return ps_fail(err, PS_E_USAGE, "TLS: the %s %.200s cannot be used (PEM is expected)", what,
                   file);
}

static ps_status load(SSL_CTX *ctx, const ps_tls_options *opt, ps_error *err) {
    if (!opt->certificate != !opt->key || (opt->server && !opt->key))
        return ps_fail(err, PS_E_USAGE,
                       "TLS: a certificate needs its key, and a server needs both");
    if (opt->certificate && SSL_CTX_use_certificate_chain_file(ctx, opt->certificate) != 1)
        return unusable(err, "certificate", opt->certificate);
    if (opt->key && (SSL_CTX_use_PrivateKey_file(ctx, opt->key, SSL_FILETYPE_PEM) != 1 ||
                     SSL_CTX_check_private_key(ctx) != 1))
        return unusable(err, "key", opt->key);
    if (opt->ca && SSL_CTX_load_verify_locations(ctx, opt->ca, NULL) != 1)
        return unusable(err, "list of authorities", opt->ca);
    if (!opt->ca && !opt->server) (void)SSL_CTX_set_default_verify_paths(ctx);
    return PS_OK;
}

ps_status ps_tls_new(ps_tls **out, const ps_tls_options *opt, ps_error *err) {
    ps_tls *tls = *out = calloc(1, sizeof *tls);
    if (tls) tls->ctx = SSL_CTX_new(opt->server ? TLS_server_method() : TLS_client_method());
    if (!tls || !tls->ctx) {
        ps_tls_free(tls);
        *out = NULL;
        return ps_fail(err, PS_E_NOMEM, "not enough memory");
    }
    tls->server = opt->server;
    (void)SSL_CTX_set_min_proto_version(tls->ctx, TLS1_2_VERSION);
    SSL_CTX_set_mode(tls->ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    int verify = !opt->server ? SSL_VERIFY_PEER
                 : opt->ca    ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                              : SSL_VERIFY_NONE;
    SSL_CTX_set_verify(tls->ctx, verify, NULL);
    ps_status status = load(tls->ctx, opt, err);
    if (status == PS_OK) return PS_OK;
    ps_tls_free(tls);
    *out = NULL;
    return status;
}

void ps_tls_free(ps_tls *tls) {
    if (!tls) return;
    SSL_CTX_free(tls->ctx);
    free(tls);
}

/* The certificate must be for this name, or for this address. */
static bool expect_host(SSL *ssl, const char *host) {
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
    if (X509_VERIFY_PARAM_set1_ip_asc(param, host) == 1) return true;
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    /* What SSL_set_tlsext_host_name is, which casts the const away. */
    return SSL_set1_host(ssl, host) == 1 &&
           SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                    (void *)(uintptr_t)host) == 1;
}

ps_status ps_tls_session_new(ps_tls_session **out, const ps_tls *tls, int fd, const char *host) {
    ps_tls_session *session = *out = calloc(1, sizeof *session);
    if (session) session->ssl = SSL_new(tls->ctx);
    bool good = session && session->ssl && SSL_set_fd(session->ssl, fd) == 1 &&
                (tls->server || (host && expect_host(session->ssl, host)));
    if (!good) {
        ps_tls_session_free(session);
        *out = NULL;
        return PS_E_NOMEM;
    }
    if (tls->server)
        SSL_set_accept_state(session->ssl);
    else
        SSL_set_connect_state(session->ssl);
    return PS_OK;
}

void ps_tls_session_free(ps_tls_session *session) {
    if (!session) return;
    SSL_free(session->ssl);
    free(session);
}

static ps_tls_turn turn_of(ps_tls_session *session, int result) {
    switch (SSL_get_error(session->ssl, result)) {
    case SSL_ERROR_NONE: return PS_TLS_DONE;
    case SSL_ERROR_WANT_READ: return PS_TLS_READ;
    case SSL_ERROR_WANT_WRITE: return PS_TLS_WRITE;
    case SSL_ERROR_ZERO_RETURN: return PS_TLS_END;
    default: return PS_TLS_FAILED;
    }
}

ps_tls_turn ps_tls_shake(ps_tls_session *session) {
    ERR_clear_error();
    return turn_of(session, SSL_do_handshake(session->ssl));
}

ps_tls_turn ps_tls_read(ps_tls_session *session, char *to, size_t room, size_t *got) {
    *got = 0;
    ERR_clear_error();
    return turn_of(session, SSL_read_ex(session->ssl, to, room, got));
}

ps_tls_turn ps_tls_write(ps_tls_session *session, ps_span bytes, size_t *put) {
    *put = 0;
    ERR_clear_error();
    return turn_of(session, SSL_write_ex(session->ssl, bytes.ptr, bytes.len, put));
}

void ps_tls_end(ps_tls_session *session) {
    if (SSL_is_init_finished(session->ssl)) (void)SSL_shutdown(session->ssl);
    ERR_clear_error();
}

const char *ps_tls_why(const ps_tls_session *session) {
    long verified = SSL_get_verify_result(session->ssl);
    if (verified != X509_V_OK) return X509_verify_cert_error_string(verified);
    const char *why = ERR_reason_error_string(ERR_peek_last_error());
    return why ? why : "the connection broke";
}
