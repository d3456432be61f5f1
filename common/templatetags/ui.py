"""The component tags, registered. What each takes: ``docs/components.md`` and the page ``/style-guide/``."""

from django import template

from common.components import blocks, dates, elements, forms, tables

register = template.Library()

for tag in (
    elements.icon,
    elements.button,
    elements.link_button,
    elements.badge,
    elements.turn,
    elements.meter,
    elements.sample_mark,
    elements.definition_list,
    elements.help_text,
    blocks.breadcrumbs,
    blocks.empty_state,
    blocks.stepper,
    blocks.timeline,
    blocks.tabs,
    forms.error_summary,
    forms.form_body,
    forms.ui_field,
    forms.filter_field,
    forms.file_field,
    forms.draft_status,
    tables.table_rows,
):
    register.simple_tag(tag)

for tag in (blocks.pagination, forms.ui_form, forms.confirm_button):
    register.simple_tag(tag, takes_context=True)

for tag in (blocks.callout, blocks.card, blocks.page_header, blocks.disclosure):
    register.simple_block_tag(tag)

register.simple_tag(elements.badge, name="status_pill")

for date_filter in (dates.local_date, dates.local_datetime, dates.deadline):
    register.filter(date_filter)
