"""Addresses of campaigns, the analyst's desk, the release, the research queue and the exclusions."""

from django.urls import path

from noroshi.web.views import analyst, campaigns, exclusions, release, research

urlpatterns = [
    path("campaigns/", campaigns.campaign_list, name="campaign_list"),
    path("campaigns/open/", campaigns.campaign_open, name="campaign_open"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/terms/", campaigns.campaign_terms, name="campaign_terms"),
    path("findings/", analyst.finding_queue, name="finding_queue"),
    path("findings/bulk/", analyst.finding_bulk, name="finding_bulk"),
    path("findings/<int:pk>/", analyst.finding, name="finding"),
    path("findings/<int:pk>/decide/", analyst.finding_decide, name="finding_decide"),
    path("releases/", release.release_queue, name="release_queue"),
    path("releases/campaigns/<int:pk>/", release.release_campaign, name="release_campaign"),
    path("releases/<int:pk>/", release.release, name="release"),
    path("releases/<int:pk>/cases/<int:position>/", release.release_case, name="release_case"),
    path("cases/<int:pk>/freshness/", release.freshness_override, name="freshness_override"),
    path("research/", research.research_queue, name="research_queue"),
    path("research/<int:pk>/", research.research_page, name="research_page"),
    path("exclusions/", exclusions.exclusion_list, name="exclusion_list"),
    path("exclusions/<int:pk>/lift/", exclusions.exclusion_lift, name="exclusion_lift"),
]
