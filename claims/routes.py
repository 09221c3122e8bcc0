"""Addresses of pages that show claims, the page of an article and of a source among them."""

from django.urls import path

from claims import (
    export_views,
    fixing_views,
    group_views,
    import_views,
    inbox_views,
    rereading_views,
    review_views,
    source_views,
    split_views,
    views,
)

app_name = "claims"
urlpatterns = [
    path("claims/", views.claim_list, name="list"),
    path("claims/<uuid:claim_id>/", views.claim_page, name="claim"),
    path("articles/<uuid:article_id>/", views.article_page, name="article"),
    path("articles/<uuid:article_id>/versions/<int:number>/", views.article_page, name="version"),
    path("sources/relays/", source_views.relays, name="relays"),
    path("articles/<uuid:article_id>/topic/", views.set_topic, name="topic"),
    path("articles/<uuid:article_id>/drift/", views.drift_page, name="drift"),
    path("sources/<uuid:source_id>/", views.source_page, name="source"),
    path("sources/<uuid:source_id>/care/", source_views.care, name="care"),
    path("sources/<uuid:source_id>/merge/", source_views.merge, name="merge"),
    path("sources/<uuid:source_id>/split/", split_views.split, name="split"),
    path("sources/<uuid:source_id>/grade/", source_views.grade, name="grade"),
    path("sources/<uuid:source_id>/undo/<uuid:event_id>/", source_views.undo, name="undo"),
    path("inbox/", inbox_views.inbox, name="inbox"),
    path("inbox/<uuid:question_id>/", inbox_views.answer, name="answer"),
    path("groups/", group_views.group_list, name="groups"),
    path("groups/<uuid:group_id>/", group_views.group_page, name="group"),
    path("groups/<uuid:group_id>/add/", group_views.add_claim, name="add_to_group"),
    path(
        "groups/<uuid:group_id>/claims/<uuid:claim_id>/", group_views.decide, name="decide_member"
    ),
    path("groups/<uuid:group_id>/sources/<uuid:source_id>/", group_views.vouch, name="vouch"),
    path("claims/<uuid:claim_id>/group/", group_views.start_group, name="start_group"),
    path("rereadings/", rereading_views.rereading_list, name="rereadings"),
    path("rereadings/start/", rereading_views.start, name="start_rereading"),
    path("rereadings/<uuid:rereading_id>/", rereading_views.rereading_page, name="rereading"),
    path("rereadings/<uuid:rereading_id>/apply/", rereading_views.apply, name="apply_rereading"),
    path("rereadings/<uuid:rereading_id>/cancel/", rereading_views.cancel, name="cancel_rereading"),
    path("imports/", import_views.import_page, name="imports"),
    path("imports/<uuid:import_id>/", import_views.import_run, name="import"),
    path("exports/", export_views.export_list, name="exports"),
    path("exports/<uuid:export_id>/file/", export_views.export_file, name="export_file"),
    path("review/", review_views.queue_page, name="queue"),
    path("review/next/", review_views.take_next, name="next"),
    path("review/assign/", review_views.assign, name="assign"),
    path("review/agreement/", review_views.agreement_page, name="agreement"),
    path("claims/<uuid:claim_id>/review/", review_views.review_page, name="review"),
    path("claims/<uuid:claim_id>/review/decide/", review_views.decide, name="decide"),
    path("claims/<uuid:claim_id>/review/evidence/", review_views.add_evidence, name="evidence"),
    path("claims/<uuid:claim_id>/review/words/", fixing_views.fix, name="add_words"),
    path(
        "claims/<uuid:claim_id>/review/words/<uuid:attribution_id>/", fixing_views.fix, name="fix"
    ),
    path("claims/<uuid:claim_id>/review/part/", fixing_views.choose_part, name="part"),
    path(
        "claims/<uuid:claim_id>/review/not-a-claim/",
        fixing_views.say_not_a_claim,
        name="not_a_claim",
    ),
    path(
        "claims/<uuid:claim_id>/review/marks/<uuid:mark_id>/",
        fixing_views.take_back_mark,
        name="take_back_mark",
    ),
    path("claims/<uuid:claim_id>/review/<slug:act>/", review_views.act, name="act"),
]
