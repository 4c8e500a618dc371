--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: public; Type: SCHEMA; Schema: -; Owner: -
--

--
-- Name: SCHEMA public; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA public IS 'standard public schema';

--
-- Name: append_event(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.append_event(s text, b text) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  head stream%rowtype;
  t text := to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  n bigint;
  x text;
begin
  insert into stream (name, seq, hash) values (s, 0, repeat('0', 64)) on conflict do nothing;
  select * into head from stream where name = s for update;
  n := head.seq + 1;
  x := encode(sha256(convert_to(concat_ws(E'\n', head.hash, s, n, t, b), 'UTF8')), 'hex');
  insert into event (stream, seq, at, body, prev, hash) values (s, n, t, b, head.hash, x);
  update stream set seq = n, hash = x where name = s;
  perform pg_notify('quell', s);
end $$;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;

--
-- Name: stage_approved(text, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.stage_approved(p text, s integer) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select coalesce((
    select plan.status in ('pending', 'approved')
      and now() <= plan.execute_by
      and exists (select from need where need.plan = plan.id and need.stage = s)
      and not exists (select from vote v where v.plan = plan.id and v.decision = 'deny')
      and not exists (
        select from need
        where need.plan = plan.id and need.stage = s and need.count > (
          select count(*) from vote v
          where v.plan = plan.id and v.digest = plan.digest and v.decision = 'approve'
            and need.grp = any (v.groups) and v.person <> plan.requester and v.at <= plan.approve_by))
    from plan where plan.id = p), false)
$$;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: applied; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.applied (
    run text NOT NULL,
    step text NOT NULL,
    body jsonb NOT NULL
);

--
-- Name: counter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.counter (
    name text NOT NULL,
    value integer NOT NULL
);

--
-- Name: event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event (
    stream text NOT NULL,
    seq bigint NOT NULL,
    at text NOT NULL,
    body text NOT NULL,
    prev text NOT NULL,
    hash text NOT NULL
);

--
-- Name: inbound; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.inbound (
    key text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

--
-- Name: incident; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.incident (
    id text NOT NULL,
    title text NOT NULL,
    severity smallint NOT NULL,
    mode text NOT NULL,
    status text NOT NULL,
    commander text NOT NULL,
    suspects text[] NOT NULL,
    place jsonb,
    declared_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT incident_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text]))),
    CONSTRAINT incident_severity_check CHECK (((severity >= 1) AND (severity <= 4))),
    CONSTRAINT incident_status_check CHECK ((status = ANY (ARRAY['open'::text, 'closed'::text])))
);

--
-- Name: message; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.message (
    key text NOT NULL,
    ref jsonb NOT NULL,
    shown text
);

--
-- Name: migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.migration (
    id integer NOT NULL,
    at timestamp with time zone DEFAULT now()
);

--
-- Name: need; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.need (
    plan text NOT NULL,
    stage smallint NOT NULL,
    grp text NOT NULL,
    count smallint NOT NULL,
    CONSTRAINT need_count_check CHECK ((count > 0))
);

--
-- Name: plan; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.plan (
    id text NOT NULL,
    incident text NOT NULL,
    requester text NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    digest text NOT NULL,
    status text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    approve_by timestamp with time zone NOT NULL,
    execute_by timestamp with time zone NOT NULL,
    CONSTRAINT plan_check CHECK ((digest = encode(sha256(convert_to(body, 'UTF8'::name)), 'hex'::text))),
    CONSTRAINT plan_kind_check CHECK ((kind = ANY (ARRAY['contain'::text, 'release'::text]))),
    CONSTRAINT plan_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'denied'::text, 'expired'::text, 'superseded'::text, 'withdrawn'::text])))
);

--
-- Name: receipt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.receipt (
    run text NOT NULL,
    step text NOT NULL,
    body jsonb NOT NULL,
    written_at timestamp with time zone DEFAULT now() NOT NULL
);

--
-- Name: run; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.run (
    id text NOT NULL,
    plan text NOT NULL,
    incident text NOT NULL,
    digest text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    afters text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone
);

--
-- Name: step; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.step (
    run text NOT NULL,
    id text NOT NULL,
    stage smallint NOT NULL,
    lane text NOT NULL,
    ordinal smallint NOT NULL,
    state text NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    fence integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    lease_owner text,
    due_at timestamp with time zone,
    intent_at timestamp with time zone,
    give_up_at timestamp with time zone,
    fault jsonb,
    evidence jsonb,
    applied_at timestamp with time zone,
    verified_at timestamp with time zone
);

--
-- Name: stream; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.stream (
    name text NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL
);

--
-- Name: vote; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vote (
    plan text NOT NULL,
    digest text NOT NULL,
    person text NOT NULL,
    decision text NOT NULL,
    groups text[] NOT NULL,
    surface text NOT NULL,
    authenticated text NOT NULL,
    reason text,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT vote_decision_check CHECK ((decision = ANY (ARRAY['approve'::text, 'deny'::text])))
);

--
-- Data for Name: applied; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.applied VALUES ('run-2', '0-front', '{"at": "2026-11-22T16:54:25.578Z", "changes": [{"after": "shut", "field": "door", "before": "open", "resource": "front"}], "written": {}}');
INSERT INTO public.applied VALUES ('run-2', '1-back', '{"at": "2026-11-22T16:54:25.591Z", "changes": [{"after": "shut", "field": "door", "before": "open", "resource": "back"}], "written": {}}');
INSERT INTO public.applied VALUES ('run-6', '0-pen', '{"at": "2026-11-22T16:54:25.640Z", "changes": [{"after": "shut", "field": "door", "before": "open", "resource": "pen"}], "written": {}}');
INSERT INTO public.applied VALUES ('run-8', '0-gate', '{"at": "2026-11-22T16:54:25.667Z", "changes": [{"after": "shut", "field": "door", "before": "open", "resource": "gate"}], "written": {}}');

--
-- Data for Name: counter; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.counter VALUES ('plan', 10);
INSERT INTO public.counter VALUES ('INC', 2);

--
-- Data for Name: event; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.event VALUES ('quell', 1, '2026-11-22T16:54:25.542Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"incident":"INC-1"},"summary":"INC-1","type":"command.declared"}', '0000000000000000000000000000000000000000000000000000000000000000', 'db07becaa5a936ebc4bb18c1437f205bb51320129215b52c3455086d13288357');
INSERT INTO public.event VALUES ('INC-1', 1, '2026-11-22T16:54:25.543Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"incident":"INC-1"},"summary":"INC-1","type":"command.declared"}', '0000000000000000000000000000000000000000000000000000000000000000', '2a3ced6a08f9d09212cd882f52fd105fa4b4555ab9f838e577a6c087af88201c');
INSERT INTO public.event VALUES ('INC-1', 2, '2026-11-22T16:54:25.554Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c"},"summary":"plan-1","type":"plan.frozen"}', '2a3ced6a08f9d09212cd882f52fd105fa4b4555ab9f838e577a6c087af88201c', '80f56c4c4e40063ce900bb5e5db77754f6b5664b677367037ade8612f063857b');
INSERT INTO public.event VALUES ('INC-1', 3, '2026-11-22T16:54:25.560Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c"},"summary":"plan-2","type":"plan.frozen"}', '80f56c4c4e40063ce900bb5e5db77754f6b5664b677367037ade8612f063857b', '21de4698f7e88829b69ea3f9aa60fb0c77240ed0657df1c5ed5815bdede61b8a');
INSERT INTO public.event VALUES ('INC-1', 4, '2026-11-22T16:54:25.569Z', '{"actor":{"person":"bo","surface":"console"},"data":{},"summary":"yes","type":"approval.voted"}', '21de4698f7e88829b69ea3f9aa60fb0c77240ed0657df1c5ed5815bdede61b8a', '22aab6659e52d4c0f5acb13f79443ba814f792dbf8b8ccf2e060d3315fc6946c');
INSERT INTO public.event VALUES ('INC-1', 5, '2026-11-22T16:54:25.577Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c","fence":1,"plan":"plan-2","prior":{"open":true},"readAt":"2026-11-22T16:54:25.576Z","run":"run-2","step":"0-front","target":"h"},"summary":"Shut front: about to act","type":"action.intended"}', '22aab6659e52d4c0f5acb13f79443ba814f792dbf8b8ccf2e060d3315fc6946c', '70665bdd3548c8ef27a516640d1ed4ca88bfa082b3d5f4f998800c1a731cdc7e');
INSERT INTO public.event VALUES ('INC-1', 6, '2026-11-22T16:54:25.582Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","applied":{"at":"2026-11-22T16:54:25.578Z","changes":[{"after":"shut","before":"open","field":"door","resource":"front"}],"written":{}},"attempt":1,"digest":"139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c","fence":1,"plan":"plan-2","run":"run-2","step":"0-front","target":"h"},"summary":"Shut front: applied, 1 changes","type":"action.applied"}', '70665bdd3548c8ef27a516640d1ed4ca88bfa082b3d5f4f998800c1a731cdc7e', 'ce6e34a3a0aa6b677c020819f1f5633fdeaafd2bd30de4b240c61b46d16af26c');
INSERT INTO public.event VALUES ('INC-1', 7, '2026-11-22T16:54:25.586Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c","evidence":[{"asked":"push","kind":"effect","ok":true,"saw":"shut"}],"fence":1,"plan":"plan-2","run":"run-2","step":"0-front","target":"h"},"summary":"Shut front: contained","type":"verify.contained"}', 'ce6e34a3a0aa6b677c020819f1f5633fdeaafd2bd30de4b240c61b46d16af26c', '4bd1d29797ef6680a63300e1d41362663a91725d8b740acf964333cae7db446e');
INSERT INTO public.event VALUES ('INC-1', 8, '2026-11-22T16:54:25.590Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c","fence":1,"plan":"plan-2","prior":{"open":true},"readAt":"2026-11-22T16:54:25.589Z","run":"run-2","step":"1-back","target":"h"},"summary":"Shut back: about to act","type":"action.intended"}', '4bd1d29797ef6680a63300e1d41362663a91725d8b740acf964333cae7db446e', '28340264313759309f44928331494e8f803f9c33eb122fd11dbd4784f9465192');
INSERT INTO public.event VALUES ('INC-1', 9, '2026-11-22T16:54:25.594Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","applied":{"at":"2026-11-22T16:54:25.591Z","changes":[{"after":"shut","before":"open","field":"door","resource":"back"}],"written":{}},"attempt":1,"digest":"139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c","fence":1,"plan":"plan-2","run":"run-2","step":"1-back","target":"h"},"summary":"Shut back: applied, 1 changes","type":"action.applied"}', '28340264313759309f44928331494e8f803f9c33eb122fd11dbd4784f9465192', '671d9afe857408cd9415158acc6a593313d87583e167af55766da3330238e4cd');
INSERT INTO public.event VALUES ('INC-1', 10, '2026-11-22T16:54:25.597Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c","evidence":[{"asked":"push","kind":"effect","ok":true,"saw":"shut"}],"fence":1,"plan":"plan-2","run":"run-2","step":"1-back","target":"h"},"summary":"Shut back: contained","type":"verify.contained"}', '671d9afe857408cd9415158acc6a593313d87583e167af55766da3330238e4cd', 'c60caa2bec318d0ea16eae526a9c597b75a96de65beca406372c49318d365fa3');
INSERT INTO public.event VALUES ('INC-1', 11, '2026-11-22T16:54:25.607Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"91c31b30c8c73b41d363bd48b8273518623a1cae9ccf270f72be9d01969657f5"},"summary":"plan-3","type":"plan.frozen"}', 'c60caa2bec318d0ea16eae526a9c597b75a96de65beca406372c49318d365fa3', '27147aa7379368179c48a9ea37b7225834ffa0c6df88819d173abc4d1863bb46');
INSERT INTO public.event VALUES ('INC-1', 12, '2026-11-22T16:54:25.612Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"91c31b30c8c73b41d363bd48b8273518623a1cae9ccf270f72be9d01969657f5"},"summary":"plan-4","type":"plan.frozen"}', '27147aa7379368179c48a9ea37b7225834ffa0c6df88819d173abc4d1863bb46', '6fd52361295dbb6cadb35fdc2eaa0d8e6c1fe988443acf2aa2784eeea89aa3b3');
INSERT INTO public.event VALUES ('INC-1', 13, '2026-11-22T16:54:25.617Z', '{"actor":{"person":"quell","surface":"quell"},"data":{},"summary":"denied","type":"approval.denied"}', '6fd52361295dbb6cadb35fdc2eaa0d8e6c1fe988443acf2aa2784eeea89aa3b3', 'ab980b9703558e2a5ad7c31ece233eb79c70ec1227405465131c8405a65432dd');
INSERT INTO public.event VALUES ('INC-1', 14, '2026-11-22T16:54:25.624Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"c7775c24e15b82eb0a96dbba251d7b2de46d6bb5d4a9ab82feaae394fba076c3"},"summary":"plan-5","type":"plan.frozen"}', 'ab980b9703558e2a5ad7c31ece233eb79c70ec1227405465131c8405a65432dd', 'b11226dd50487120ccbe987323068b6eb8a45d75de7dce19bcf09c8d54508d5f');
INSERT INTO public.event VALUES ('INC-1', 15, '2026-11-22T16:54:25.629Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"c7775c24e15b82eb0a96dbba251d7b2de46d6bb5d4a9ab82feaae394fba076c3"},"summary":"plan-6","type":"plan.frozen"}', 'b11226dd50487120ccbe987323068b6eb8a45d75de7dce19bcf09c8d54508d5f', 'bd441e27e68991a4a4d26f2ea84337e3880e20c3709d5584005ce7b3c42d3c03');
INSERT INTO public.event VALUES ('INC-1', 16, '2026-11-22T16:54:25.634Z', '{"actor":{"person":"bo","surface":"console"},"data":{},"summary":"yes","type":"approval.voted"}', 'bd441e27e68991a4a4d26f2ea84337e3880e20c3709d5584005ce7b3c42d3c03', 'a86ba6de2532ee7073b5628301d240099ae68a744a28dd7e8aefcd6fd1cadfa8');
INSERT INTO public.event VALUES ('INC-1', 17, '2026-11-22T16:54:25.640Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"c7775c24e15b82eb0a96dbba251d7b2de46d6bb5d4a9ab82feaae394fba076c3","fence":1,"plan":"plan-6","prior":{"open":true},"readAt":"2026-11-22T16:54:25.639Z","run":"run-6","step":"0-pen","target":"h"},"summary":"Shut pen: about to act","type":"action.intended"}', 'a86ba6de2532ee7073b5628301d240099ae68a744a28dd7e8aefcd6fd1cadfa8', '3b5045ada854ce9c63983fd27c9ddabf042e31de7770f38403444c747088357e');
INSERT INTO public.event VALUES ('INC-1', 18, '2026-11-22T16:54:25.642Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","applied":{"at":"2026-11-22T16:54:25.640Z","changes":[{"after":"shut","before":"open","field":"door","resource":"pen"}],"written":{}},"attempt":1,"digest":"c7775c24e15b82eb0a96dbba251d7b2de46d6bb5d4a9ab82feaae394fba076c3","fence":1,"plan":"plan-6","run":"run-6","step":"0-pen","target":"h"},"summary":"Shut pen: applied, 1 changes","type":"action.applied"}', '3b5045ada854ce9c63983fd27c9ddabf042e31de7770f38403444c747088357e', '8556e4391d07ba482cec09c42cc7c26687827c376d082068144ce0aa14445b5a');
INSERT INTO public.event VALUES ('INC-1', 19, '2026-11-22T16:54:25.651Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"7a352ec9e34a51e394431f6f2a52473147dd43562a47469b53fdab6d0f818b59"},"summary":"plan-7","type":"plan.frozen"}', '8556e4391d07ba482cec09c42cc7c26687827c376d082068144ce0aa14445b5a', '1c4fed94c96f1346df52ebc13859a7fea1fc322816007eaa81eba61592005ac9');
INSERT INTO public.event VALUES ('INC-1', 20, '2026-11-22T16:54:25.656Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"7a352ec9e34a51e394431f6f2a52473147dd43562a47469b53fdab6d0f818b59"},"summary":"plan-8","type":"plan.frozen"}', '1c4fed94c96f1346df52ebc13859a7fea1fc322816007eaa81eba61592005ac9', '60c3f29bcd642c7db43bb21407875b341725d0d9c107ca2a42aca7295933fd72');
INSERT INTO public.event VALUES ('INC-1', 21, '2026-11-22T16:54:25.660Z', '{"actor":{"person":"bo","surface":"console"},"data":{},"summary":"yes","type":"approval.voted"}', '60c3f29bcd642c7db43bb21407875b341725d0d9c107ca2a42aca7295933fd72', 'ca268307bbc4939b74058d64200ed0330a66aa054bbe62551b03d3717c9d4b66');
INSERT INTO public.event VALUES ('INC-1', 22, '2026-11-22T16:54:25.666Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"7a352ec9e34a51e394431f6f2a52473147dd43562a47469b53fdab6d0f818b59","fence":1,"plan":"plan-8","prior":{"open":true},"readAt":"2026-11-22T16:54:25.665Z","run":"run-8","step":"0-gate","target":"h"},"summary":"Shut gate: about to act","type":"action.intended"}', 'ca268307bbc4939b74058d64200ed0330a66aa054bbe62551b03d3717c9d4b66', 'fc242d4a9ff6ed776abd0d1a278595800d31f190b70a8601e81100b514a0b8c8');
INSERT INTO public.event VALUES ('INC-1', 23, '2026-11-22T16:54:25.670Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","applied":{"at":"2026-11-22T16:54:25.667Z","changes":[{"after":"shut","before":"open","field":"door","resource":"gate"}],"written":{}},"attempt":1,"digest":"7a352ec9e34a51e394431f6f2a52473147dd43562a47469b53fdab6d0f818b59","fence":1,"plan":"plan-8","run":"run-8","step":"0-gate","target":"h"},"summary":"Shut gate: applied, 1 changes","type":"action.applied"}', 'fc242d4a9ff6ed776abd0d1a278595800d31f190b70a8601e81100b514a0b8c8', '24df2f660ad6c9986b159c65946a19551611295076b799b2d640a5c6a62ffee5');
INSERT INTO public.event VALUES ('INC-1', 24, '2026-11-22T16:54:25.673Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"7a352ec9e34a51e394431f6f2a52473147dd43562a47469b53fdab6d0f818b59","evidence":[{"asked":"push","kind":"effect","ok":true,"saw":"shut"}],"fence":1,"plan":"plan-8","run":"run-8","step":"0-gate","target":"h"},"summary":"Shut gate: contained","type":"verify.contained"}', '24df2f660ad6c9986b159c65946a19551611295076b799b2d640a5c6a62ffee5', 'd6e35731e0947bc010b65fa7286d59ae3a73109c27db86bff6808c561ddaebc7');
INSERT INTO public.event VALUES ('INC-1', 25, '2026-11-22T16:54:25.676Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"7a352ec9e34a51e394431f6f2a52473147dd43562a47469b53fdab6d0f818b59","fence":1,"plan":"plan-8","prior":{"open":true},"readAt":"2026-11-22T16:54:25.675Z","run":"run-8","step":"1-roof","target":"h"},"summary":"Shut roof: about to act","type":"action.intended"}', 'd6e35731e0947bc010b65fa7286d59ae3a73109c27db86bff6808c561ddaebc7', '3ac8688e70831309c124407fa8c4c5918b8bb4b5ee4e63b0e7aa75c77d534b8c');
INSERT INTO public.event VALUES ('INC-1', 26, '2026-11-22T16:54:25.680Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"e9063453ae7b2312204b0a127cb693a303d9953157085f7bbb3cf5f91a36ac1d"},"summary":"plan-9","type":"plan.frozen"}', '3ac8688e70831309c124407fa8c4c5918b8bb4b5ee4e63b0e7aa75c77d534b8c', 'bc3985a23124dee525b587ebbb7f425e2451dad9307f6e9e0aef6fa268f10005');
INSERT INTO public.event VALUES ('INC-1', 27, '2026-11-22T16:54:25.685Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"e9063453ae7b2312204b0a127cb693a303d9953157085f7bbb3cf5f91a36ac1d"},"summary":"plan-10","type":"plan.frozen"}', 'bc3985a23124dee525b587ebbb7f425e2451dad9307f6e9e0aef6fa268f10005', '67a55cda2a791fba6e5dd8351748f9d338d993a063f72da55090cc922ae45724');
INSERT INTO public.event VALUES ('quell', 2, '2026-11-22T16:54:25.687Z', '{"actor":{"person":"quell","surface":"quell"},"data":{},"summary":"INC-2","type":"command.declared"}', 'db07becaa5a936ebc4bb18c1437f205bb51320129215b52c3455086d13288357', 'eb8d2a607181fd5af3cc4db6728c582c1d63b840b6ef8b8a05d9d49a69a79164');
INSERT INTO public.event VALUES ('INC-2', 1, '2026-11-22T16:54:25.687Z', '{"actor":{"person":"quell","surface":"quell"},"data":{},"summary":"INC-2","type":"command.declared"}', '0000000000000000000000000000000000000000000000000000000000000000', '479109313ccba07ea89b4d8ed6d8bd4cfbd8e84edfcd70be21c94ba3b5383a91');
INSERT INTO public.event VALUES ('INC-2', 2, '2026-11-22T16:54:25.690Z', '{"actor":{"person":"quell","surface":"quell"},"data":{},"summary":"INC-2","type":"command.closed"}', '479109313ccba07ea89b4d8ed6d8bd4cfbd8e84edfcd70be21c94ba3b5383a91', 'eae9e101bcfac4e376b4d5d76ed119e595d5bf37616cb85cdb78ed0af49b50e3');

--
-- Data for Name: inbound; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inbound VALUES ('slack:Ev0EXAMPLE1', '2026-11-22 16:54:25.692034+00');

--
-- Data for Name: incident; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.incident VALUES ('INC-1', 't', 1, 'live', 'open', 'ana', '{}', NULL, '2026-11-22 16:54:25.538223+00', NULL);
INSERT INTO public.incident VALUES ('INC-2', 'over', 3, 'live', 'closed', 'bo', '{x}', NULL, '2026-11-22 16:54:25.686548+00', '2026-11-22 16:54:25.688928+00');

--
-- Data for Name: message; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.message VALUES ('slack/INC-1', '{"ts": "1.2", "channel": "C0EXAMPLE1"}', NULL);

--
-- Data for Name: migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.migration VALUES (1, '2026-11-22 16:54:25.494386+00');

--
-- Data for Name: need; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.need VALUES ('plan-1', 1, 'security', 1);
INSERT INTO public.need VALUES ('plan-1', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-2', 1, 'security', 1);
INSERT INTO public.need VALUES ('plan-2', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-3', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-4', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-5', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-6', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-7', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-7', 1, 'security', 1);
INSERT INTO public.need VALUES ('plan-7', 2, 'security', 2);
INSERT INTO public.need VALUES ('plan-8', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-8', 1, 'security', 1);
INSERT INTO public.need VALUES ('plan-8', 2, 'security', 2);
INSERT INTO public.need VALUES ('plan-9', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-10', 0, 'security', 1);

--
-- Data for Name: plan; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.plan VALUES ('plan-1', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.12986513150931467","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"front"}],"cloud":"aws","id":"0-front","inputs":{"door":"front","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut front"}],"title":"Stage 0"},{"after":"verified","id":"stage-1","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"back"}],"cloud":"aws","id":"1-back","inputs":{"door":"back","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut back"}],"title":"Stage 1"}],"unplanned":[]}', '139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c', 'superseded', '2026-11-22 16:54:25.545928+00', '2026-11-22 17:04:25.545928+00', '2026-11-22 17:54:25.545928+00');
INSERT INTO public.plan VALUES ('plan-2', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.12986513150931467","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"front"}],"cloud":"aws","id":"0-front","inputs":{"door":"front","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut front"}],"title":"Stage 0"},{"after":"verified","id":"stage-1","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"back"}],"cloud":"aws","id":"1-back","inputs":{"door":"back","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut back"}],"title":"Stage 1"}],"unplanned":[]}', '139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c', 'approved', '2026-11-22 16:54:25.555938+00', '2126-10-29 16:54:25.555938+00', '2126-10-29 16:54:25.555938+00');
INSERT INTO public.plan VALUES ('plan-3', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.8326345743041081","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"cellar"}],"cloud":"aws","id":"0-cellar","inputs":{"door":"cellar","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut cellar"}],"title":"Stage 0"}],"unplanned":[]}', '91c31b30c8c73b41d363bd48b8273518623a1cae9ccf270f72be9d01969657f5', 'superseded', '2026-11-22 16:54:25.601014+00', '2026-11-22 17:04:25.601014+00', '2026-11-22 17:54:25.601014+00');
INSERT INTO public.plan VALUES ('plan-4', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.8326345743041081","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"cellar"}],"cloud":"aws","id":"0-cellar","inputs":{"door":"cellar","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut cellar"}],"title":"Stage 0"}],"unplanned":[]}', '91c31b30c8c73b41d363bd48b8273518623a1cae9ccf270f72be9d01969657f5', 'denied', '2026-11-22 16:54:25.60851+00', '2126-10-29 16:54:25.60851+00', '2126-10-29 16:54:25.60851+00');
INSERT INTO public.plan VALUES ('plan-5', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.3740623797560414","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"pen"}],"cloud":"aws","id":"0-pen","inputs":{"door":"pen","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut pen"}],"title":"Stage 0"}],"unplanned":[]}', 'c7775c24e15b82eb0a96dbba251d7b2de46d6bb5d4a9ab82feaae394fba076c3', 'superseded', '2026-11-22 16:54:25.620146+00', '2026-11-22 17:04:25.620146+00', '2026-11-22 17:54:25.620146+00');
INSERT INTO public.plan VALUES ('plan-6', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.3740623797560414","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"pen"}],"cloud":"aws","id":"0-pen","inputs":{"door":"pen","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut pen"}],"title":"Stage 0"}],"unplanned":[]}', 'c7775c24e15b82eb0a96dbba251d7b2de46d6bb5d4a9ab82feaae394fba076c3', 'approved', '2026-11-22 16:54:25.624951+00', '2126-10-29 16:54:25.624951+00', '2126-10-29 16:54:25.624951+00');
INSERT INTO public.plan VALUES ('plan-7', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.7028792170070115","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"gate"}],"cloud":"aws","id":"0-gate","inputs":{"door":"gate","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut gate"}],"title":"Stage 0"},{"after":"verified","id":"stage-1","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"roof"}],"cloud":"aws","id":"1-roof","inputs":{"door":"roof","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut roof"}],"title":"Stage 1"},{"after":"applied","id":"stage-2","needs":[{"count":2,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"barn"}],"cloud":"aws","id":"2-barn","inputs":{"door":"barn","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut barn"}],"title":"Stage 2"}],"unplanned":[]}', '7a352ec9e34a51e394431f6f2a52473147dd43562a47469b53fdab6d0f818b59', 'superseded', '2026-11-22 16:54:25.648068+00', '2026-11-22 17:04:25.648068+00', '2026-11-22 17:54:25.648068+00');
INSERT INTO public.plan VALUES ('plan-8', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.7028792170070115","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"gate"}],"cloud":"aws","id":"0-gate","inputs":{"door":"gate","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut gate"}],"title":"Stage 0"},{"after":"verified","id":"stage-1","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"roof"}],"cloud":"aws","id":"1-roof","inputs":{"door":"roof","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut roof"}],"title":"Stage 1"},{"after":"applied","id":"stage-2","needs":[{"count":2,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"barn"}],"cloud":"aws","id":"2-barn","inputs":{"door":"barn","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut barn"}],"title":"Stage 2"}],"unplanned":[]}', '7a352ec9e34a51e394431f6f2a52473147dd43562a47469b53fdab6d0f818b59', 'pending', '2026-11-22 16:54:25.65217+00', '2126-10-29 16:54:25.65217+00', '2126-10-29 16:54:25.65217+00');
INSERT INTO public.plan VALUES ('plan-9', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.9032197050191189","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"cellar"}],"cloud":"aws","id":"0-cellar","inputs":{"door":"cellar","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut cellar"}],"title":"Stage 0"}],"unplanned":[]}', 'e9063453ae7b2312204b0a127cb693a303d9953157085f7bbb3cf5f91a36ac1d', 'superseded', '2026-11-22 16:54:25.67769+00', '2026-11-22 17:04:25.67769+00', '2026-11-22 17:54:25.67769+00');
INSERT INTO public.plan VALUES ('plan-10', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.9032197050191189","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"cellar"}],"cloud":"aws","id":"0-cellar","inputs":{"door":"cellar","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut cellar"}],"title":"Stage 0"}],"unplanned":[]}', 'e9063453ae7b2312204b0a127cb693a303d9953157085f7bbb3cf5f91a36ac1d', 'pending', '2026-11-22 16:54:25.681554+00', '2126-10-29 16:54:25.681554+00', '2126-10-29 16:54:25.681554+00');

--
-- Data for Name: receipt; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.receipt VALUES ('run-2', '0-front', '{"prior": {"open": true}, "readAt": "2026-11-22T16:54:25.576Z"}', '2026-11-22 16:54:25.576579+00');
INSERT INTO public.receipt VALUES ('run-2', '1-back', '{"prior": {"open": true}, "readAt": "2026-11-22T16:54:25.589Z"}', '2026-11-22 16:54:25.590176+00');
INSERT INTO public.receipt VALUES ('run-6', '0-pen', '{"prior": {"open": true}, "readAt": "2026-11-22T16:54:25.639Z"}', '2026-11-22 16:54:25.639594+00');
INSERT INTO public.receipt VALUES ('run-8', '0-gate', '{"prior": {"open": true}, "readAt": "2026-11-22T16:54:25.665Z"}', '2026-11-22 16:54:25.666335+00');
INSERT INTO public.receipt VALUES ('run-8', '1-roof', '{"prior": {"open": true}, "readAt": "2026-11-22T16:54:25.675Z"}', '2026-11-22 16:54:25.676123+00');

--
-- Data for Name: run; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.run VALUES ('run-1', 'plan-1', 'INC-1', '139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c', 'contain', 'cancelled', '{applied,verified}', '2026-11-22 16:54:25.545928+00', NULL, '2026-11-22 16:54:25.555938+00');
INSERT INTO public.run VALUES ('run-2', 'plan-2', 'INC-1', '139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c', 'contain', 'contained', '{applied,verified}', '2026-11-22 16:54:25.555938+00', NULL, '2026-11-22 16:54:25.595+00');
INSERT INTO public.run VALUES ('run-3', 'plan-3', 'INC-1', '91c31b30c8c73b41d363bd48b8273518623a1cae9ccf270f72be9d01969657f5', 'contain', 'cancelled', '{applied}', '2026-11-22 16:54:25.601014+00', NULL, '2026-11-22 16:54:25.60851+00');
INSERT INTO public.run VALUES ('run-4', 'plan-4', 'INC-1', '91c31b30c8c73b41d363bd48b8273518623a1cae9ccf270f72be9d01969657f5', 'contain', 'cancelled', '{applied}', '2026-11-22 16:54:25.60851+00', NULL, '2026-11-22 16:54:25.613773+00');
INSERT INTO public.run VALUES ('run-5', 'plan-5', 'INC-1', 'c7775c24e15b82eb0a96dbba251d7b2de46d6bb5d4a9ab82feaae394fba076c3', 'contain', 'cancelled', '{applied}', '2026-11-22 16:54:25.620146+00', NULL, '2026-11-22 16:54:25.624951+00');
INSERT INTO public.run VALUES ('run-6', 'plan-6', 'INC-1', 'c7775c24e15b82eb0a96dbba251d7b2de46d6bb5d4a9ab82feaae394fba076c3', 'contain', 'running', '{applied}', '2026-11-22 16:54:25.624951+00', NULL, NULL);
INSERT INTO public.run VALUES ('run-7', 'plan-7', 'INC-1', '7a352ec9e34a51e394431f6f2a52473147dd43562a47469b53fdab6d0f818b59', 'contain', 'cancelled', '{applied,verified,applied}', '2026-11-22 16:54:25.648068+00', NULL, '2026-11-22 16:54:25.65217+00');
INSERT INTO public.run VALUES ('run-8', 'plan-8', 'INC-1', '7a352ec9e34a51e394431f6f2a52473147dd43562a47469b53fdab6d0f818b59', 'contain', 'running', '{applied,verified,applied}', '2026-11-22 16:54:25.65217+00', NULL, NULL);
INSERT INTO public.run VALUES ('run-9', 'plan-9', 'INC-1', 'e9063453ae7b2312204b0a127cb693a303d9953157085f7bbb3cf5f91a36ac1d', 'contain', 'cancelled', '{applied}', '2026-11-22 16:54:25.67769+00', NULL, '2026-11-22 16:54:25.681554+00');
INSERT INTO public.run VALUES ('run-10', 'plan-10', 'INC-1', 'e9063453ae7b2312204b0a127cb693a303d9953157085f7bbb3cf5f91a36ac1d', 'contain', 'running', '{applied}', '2026-11-22 16:54:25.681554+00', NULL, NULL);

--
-- Data for Name: step; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.step VALUES ('run-1', '0-front', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.step VALUES ('run-1', '1-back', 1, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.step VALUES ('run-2', '0-front', 0, 'aws', 0, 'verified', 1, 1, NULL, NULL, NULL, '2026-11-22 16:54:25.576579+00', '2026-11-22 16:55:25.579052+00', NULL, '[{"ok": true, "saw": "shut", "kind": "effect", "asked": "push"}]', '2026-11-22 16:54:25.579052+00', '2026-11-22 16:54:25.583502+00');
INSERT INTO public.step VALUES ('run-2', '1-back', 1, 'aws', 0, 'verified', 1, 1, NULL, NULL, NULL, '2026-11-22 16:54:25.590176+00', '2026-11-22 16:55:25.591801+00', NULL, '[{"ok": true, "saw": "shut", "kind": "effect", "asked": "push"}]', '2026-11-22 16:54:25.591801+00', '2026-11-22 16:54:25.595+00');
INSERT INTO public.step VALUES ('run-3', '0-cellar', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.step VALUES ('run-4', '0-cellar', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.step VALUES ('run-5', '0-pen', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.step VALUES ('run-6', '0-pen', 0, 'aws', 0, 'applied', 1, 1, NULL, NULL, '2026-11-22 16:54:25.944261+00', '2026-11-22 16:54:25.639594+00', '2026-11-22 16:55:25.640954+00', NULL, '[{"ok": false, "saw": "open", "kind": "effect", "asked": "push"}]', '2026-11-22 16:54:25.640954+00', NULL);
INSERT INTO public.step VALUES ('run-7', '0-gate', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.step VALUES ('run-7', '1-roof', 1, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.step VALUES ('run-7', '2-barn', 2, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.step VALUES ('run-8', '2-barn', 2, 'aws', 0, 'waiting', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.step VALUES ('run-8', '0-gate', 0, 'aws', 0, 'verified', 1, 1, NULL, NULL, NULL, '2026-11-22 16:54:25.666335+00', '2026-11-22 16:55:25.66793+00', NULL, '[{"ok": true, "saw": "shut", "kind": "effect", "asked": "push"}]', '2026-11-22 16:54:25.66793+00', '2026-11-22 16:54:25.671274+00');
INSERT INTO public.step VALUES ('run-8', '1-roof', 1, 'aws', 0, 'running', 1, 1, '2026-11-22 16:54:37.674208+00', 'w1', '2026-11-22 16:54:37.674208+00', '2026-11-22 16:54:25.676123+00', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.step VALUES ('run-9', '0-cellar', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.step VALUES ('run-10', '0-cellar', 0, 'aws', 0, 'waiting', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

--
-- Data for Name: stream; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.stream VALUES ('INC-1', 27, '67a55cda2a791fba6e5dd8351748f9d338d993a063f72da55090cc922ae45724');
INSERT INTO public.stream VALUES ('quell', 2, 'eb8d2a607181fd5af3cc4db6728c582c1d63b840b6ef8b8a05d9d49a69a79164');
INSERT INTO public.stream VALUES ('INC-2', 2, 'eae9e101bcfac4e376b4d5d76ed119e595d5bf37616cb85cdb78ed0af49b50e3');

--
-- Data for Name: vote; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.vote VALUES ('plan-2', '139c68524b6a5401c7f295a173962f376c75ee836cab262ec4813bd272965e2c', 'bo', 'approve', '{security}', 'console', 'test', NULL, '2026-11-22 16:54:25.561348+00');
INSERT INTO public.vote VALUES ('plan-4', '91c31b30c8c73b41d363bd48b8273518623a1cae9ccf270f72be9d01969657f5', 'cy', 'deny', '{security}', 'console', 'test', 'not that one', '2026-11-22 16:54:25.613773+00');
INSERT INTO public.vote VALUES ('plan-6', 'c7775c24e15b82eb0a96dbba251d7b2de46d6bb5d4a9ab82feaae394fba076c3', 'bo', 'approve', '{security}', 'console', 'test', NULL, '2026-11-22 16:54:25.630272+00');
INSERT INTO public.vote VALUES ('plan-8', '7a352ec9e34a51e394431f6f2a52473147dd43562a47469b53fdab6d0f818b59', 'bo', 'approve', '{security}', 'console', 'test', NULL, '2026-11-22 16:54:25.657297+00');

--
-- Name: applied applied_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.applied
    ADD CONSTRAINT applied_pkey PRIMARY KEY (run, step);

--
-- Name: counter counter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.counter
    ADD CONSTRAINT counter_pkey PRIMARY KEY (name);

--
-- Name: event event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (stream, seq);

--
-- Name: inbound inbound_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inbound
    ADD CONSTRAINT inbound_pkey PRIMARY KEY (key);

--
-- Name: incident incident_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_pkey PRIMARY KEY (id);

--
-- Name: message message_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (key);

--
-- Name: migration migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (id);

--
-- Name: need need_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.need
    ADD CONSTRAINT need_pkey PRIMARY KEY (plan, stage, grp);

--
-- Name: plan plan_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_pkey PRIMARY KEY (id);

--
-- Name: receipt receipt_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (run, step);

--
-- Name: run run_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);

--
-- Name: run run_plan_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_plan_key UNIQUE (plan);

--
-- Name: step step_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.step
    ADD CONSTRAINT step_pkey PRIMARY KEY (run, id);

--
-- Name: stream stream_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stream
    ADD CONSTRAINT stream_pkey PRIMARY KEY (name);

--
-- Name: vote vote_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_pkey PRIMARY KEY (plan, person);

--
-- Name: plan_incident; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX plan_incident ON public.plan USING btree (incident);

--
-- Name: plan_pending; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX plan_pending ON public.plan USING btree (approve_by) WHERE (status = 'pending'::text);

--
-- Name: run_incident; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX run_incident ON public.run USING btree (incident);

--
-- Name: run_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX run_open ON public.run USING btree (plan) WHERE (state = 'running'::text);

--
-- Name: step_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX step_due ON public.step USING btree (due_at) WHERE (state = ANY (ARRAY['due'::text, 'running'::text, 'applied'::text]));

--
-- Name: event event_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_append_only BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

--
-- Name: event event_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

--
-- Name: receipt receipt_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER receipt_append_only BEFORE DELETE OR UPDATE ON public.receipt FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

--
-- Name: applied applied_run_step_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.applied
    ADD CONSTRAINT applied_run_step_fkey FOREIGN KEY (run, step) REFERENCES public.receipt(run, step);

--
-- Name: need need_plan_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.need
    ADD CONSTRAINT need_plan_fkey FOREIGN KEY (plan) REFERENCES public.plan(id);

--
-- Name: plan plan_incident_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_incident_fkey FOREIGN KEY (incident) REFERENCES public.incident(id);

--
-- Name: receipt receipt_run_step_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_run_step_fkey FOREIGN KEY (run, step) REFERENCES public.step(run, id);

--
-- Name: run run_incident_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_incident_fkey FOREIGN KEY (incident) REFERENCES public.incident(id);

--
-- Name: run run_plan_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_plan_fkey FOREIGN KEY (plan) REFERENCES public.plan(id);

--
-- Name: step step_run_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.step
    ADD CONSTRAINT step_run_fkey FOREIGN KEY (run) REFERENCES public.run(id);

--
-- Name: vote vote_plan_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_plan_fkey FOREIGN KEY (plan) REFERENCES public.plan(id);

--
-- PostgreSQL database dump complete
--
